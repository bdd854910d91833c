/** VitePress's own theme without its downloaded font, with topo's colours. */
import theme from 'vitepress/theme-without-fonts'
import './style.css'

export default theme
